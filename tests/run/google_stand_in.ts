/** Google's hosts on this machine, reached as the real ones are: by name and TLS, through a proxy. */
import { createEmulator, type Emulator } from "../../src/testing/mod.ts";
import { makeCertificate } from "./certificate.ts";

/** An emulator behind the names of Google's hosts. */
export interface GoogleStandIn extends AsyncDisposable {
  readonly emulator: Emulator;
  /** Environment that leads a Deno process here. */
  readonly env: Readonly<Record<string, string>>;
  /** The hosts that were asked for, such as `oauth2.googleapis.com:443`. */
  readonly dialled: readonly string[];
}

/** Opens it. With `reachable: false` the proxy breaks every connection. */
export async function openGoogleStandIn(
  { reachable = true }: { readonly reachable?: boolean } = {},
): Promise<GoogleStandIn> {
  const emulator = await createEmulator();
  const certificate = await makeCertificate(["oauth2.googleapis.com", "aiplatform.googleapis.com"]);
  const certFile = await Deno.makeTempFile({ suffix: ".pem" });
  await Deno.writeTextFile(certFile, certificate.cert);
  const server = Deno.serve(
    { ...certificate, hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => emulator.app.fetch(request),
  );
  const dialled: string[] = [];
  const proxy = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepting = accept(proxy, async (client) => {
    dialled.push(await readConnect(client));
    if (!reachable) return client.close();
    await client.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\n\r\n"));
    const upstream = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
    await Promise.allSettled([
      client.readable.pipeTo(upstream.writable),
      upstream.readable.pipeTo(client.writable),
    ]);
  });
  const proxyURL = `http://127.0.0.1:${proxy.addr.port}`;
  return {
    emulator,
    dialled,
    env: {
      DENO_CERT: certFile,
      HTTPS_PROXY: proxyURL,
      https_proxy: proxyURL,
      NO_PROXY: "",
      // Deno looks for a newer version of itself now and then.
      DENO_NO_UPDATE_CHECK: "1",
      no_proxy: "",
    },
    async [Symbol.asyncDispose]() {
      proxy.close();
      await server.shutdown();
      await accepting;
      await Deno.remove(certFile);
    },
  };
}

async function accept(
  listener: Deno.Listener<Deno.TcpConn>,
  handle: (connection: Deno.TcpConn) => Promise<void>,
): Promise<void> {
  const handled: Promise<void>[] = [];
  for await (const connection of listener) handled.push(handle(connection));
  await Promise.all(handled);
}

/** Reads the head of a CONNECT request, byte by byte: what follows it is TLS. */
async function readConnect(connection: Deno.TcpConn): Promise<string> {
  let head = "";
  const byte = new Uint8Array(1);
  while (!head.endsWith("\r\n\r\n") && await connection.read(byte) !== null) {
    head += String.fromCharCode(byte[0] ?? 0);
  }
  return /^CONNECT (\S+) /.exec(head)?.[1] ?? head;
}
