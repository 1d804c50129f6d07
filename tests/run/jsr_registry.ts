/** A stand-in for JSR on loopback: it takes what `deno publish` uploads, and serves it as JSR does. */

/** A registry that runs. */
export interface JsrRegistry extends AsyncDisposable {
  /** For `JSR_URL`, with a slash at the end. */
  readonly url: string;
  /** The files of what was published last, by path. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

interface Config {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
}

/** Starts one; it holds one package in one version. */
export function startJsrRegistry(): JsrRegistry {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let config: Config | undefined;

  async function handle(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === "POST") {
      files.clear();
      for (const [path, bytes] of await untar(request.body)) files.set(path, bytes);
      const named = files.get((searchParams.get("config") ?? "").slice(1));
      config = JSON.parse(new TextDecoder().decode(named));
      return Response.json({ id: "1", status: "success", error: null });
    }
    if (pathname.includes("/versions/")) {
      const missing = { code: "packageVersionNotFound", message: "not published yet" };
      return Response.json(missing, { status: 404 });
    }
    if (pathname.startsWith("/api/")) return Response.json({ name: pathname.split("/").at(-1) });
    return config ? await serve(config, pathname) : new Response(null, { status: 404 });
  }

  async function serve({ name, version, exports }: Config, pathname: string): Promise<Response> {
    if (pathname === `/${name}/meta.json`) {
      const [scope, bare] = name.slice(1).split("/");
      return Response.json({ scope, name: bare, latest: version, versions: { [version]: {} } });
    }
    if (pathname === `/${name}/${version}_meta.json`) {
      return Response.json({ manifest: await manifestOf(files), exports });
    }
    const bytes = files.get(pathname.slice(`/${name}/${version}/`.length));
    return new Response(bytes, { status: bytes ? 200 : 404 });
  }

  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handle);
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    files,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function manifestOf(
  files: JsrRegistry["files"],
): Promise<Record<string, { size: number; checksum: string }>> {
  const manifest: Record<string, { size: number; checksum: string }> = {};
  for (const [path, bytes] of files) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    manifest[`/${path}`] = { size: bytes.length, checksum: `sha256-${digest.toHex()}` };
  }
  return manifest;
}

/**
 * Unpacks a gzipped tar archive whose paths have 100 characters at most.
 *
 * @see {@link https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html | pax, ustar interchange format}
 */
export async function untar(
  archive: ReadableStream<Uint8Array<ArrayBuffer>> | null,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const tar = await new Response(archive?.pipeThrough(new DecompressionStream("gzip"))).bytes();
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const size = Number.parseInt(textAt(tar, at + 124, 12), 8);
    const isFile = /^0?$/.test(textAt(tar, at + 156, 1));
    if (isFile) files.set(textAt(tar, at, 100), tar.slice(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

function textAt(tar: Uint8Array<ArrayBuffer>, at: number, length: number): string {
  return new TextDecoder().decode(tar.subarray(at, at + length)).replace(/\0.*$/s, "").trim();
}
