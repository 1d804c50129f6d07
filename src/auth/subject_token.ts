import { isRecord, parseJson, VertexError } from "../errors.ts";
import { ask, asNoToken } from "./ask.ts";
import { type CredentialFile, optionalText, refused } from "./credential_file.ts";
import type { TokenContext } from "./credentials.ts";
import { allowedURL, type Trust } from "./trusted_url.ts";

/** What a function that gets subject tokens works with. */
export interface SubjectTokenContext extends TokenContext {
  /** The provider that the token is for, as in the configuration: `//iam.googleapis.com/projects/…`. */
  readonly audience: string;
}

/** Gets the token that an outside identity provider issued; called anew for each mint, so it need not cache. */
export type SubjectTokenFunction = (context: SubjectTokenContext) => string | Promise<string>;

/** Reads a text file; the library reads none by itself. */
export type ReadFile = (path: string) => string | Promise<string>;

/** Ways to a subject token that the caller lends. */
export interface SubjectTokenOptions {
  /** See {@linkcode SubjectTokenFunction}. */
  readonly subjectToken?: SubjectTokenFunction | undefined;
  /** See {@linkcode ReadFile}. */
  readonly readFile?: ReadFile | undefined;
}

const CURE =
  "pass the option subjectToken, a function that gets the token, or use a provider of OIDC or SAML";

/** Sources that need more than `fetch`, by the field that tells them. */
const UNSUPPORTED = {
  environment_id: "signs requests with keys of AWS, which this library does not do",
  executable: "runs a program, which this library does not do",
  certificate: "presents a client certificate, which fetch cannot do",
};

/**
 * Finds out how the subject token is got: by the caller's function, from an address, or from a file.
 *
 * @param source The configuration's `credential_source`.
 * @param options What the caller lends.
 * @param trust Which addresses may be dialled.
 * @returns A function that gets a token.
 * @throws {VertexError} `invalid_config` if it can be got in none of these ways.
 * @see {@link https://google.aip.dev/auth/4117 | AIP-4117, external accounts}
 */
export function subjectTokenSource(
  source: unknown,
  options: SubjectTokenOptions,
  trust: Trust,
): (context: SubjectTokenContext) => Promise<string> {
  const { subjectToken, readFile } = options;
  if (subjectToken) return (context) => callFunction(subjectToken, context);
  if (!isRecord(source)) throw refused(`credential_source is missing; ${CURE}`);
  for (const [field, what] of Object.entries(UNSUPPORTED)) {
    if (field in source) throw refused(`credential_source ${what}; ${CURE}`);
  }
  const extract = formatOf(source.format);
  const url = optionalText(source, "url");
  const file = optionalText(source, "file");
  if ((url === undefined) === (file === undefined)) {
    throw refused("credential_source holds neither url nor file, or both");
  }
  if (url !== undefined) {
    const address = allowedURL("credential_source.url", url, trust);
    const headers = headersOf(source.headers);
    return async (context) => extract(await readURL(address, headers, context), "the answer");
  }
  if (!readFile) {
    throw refused(
      "credential_source names a file, and this library reads no files; pass the option readFile, such as Deno.readTextFile",
    );
  }
  return async (context) => extract(await callReader(readFile, file ?? "", context), "the file");
}

async function callFunction(
  get: SubjectTokenFunction,
  context: SubjectTokenContext,
): Promise<string> {
  let token: unknown;
  try {
    token = await get(context);
  } catch (cause) {
    throw asNoToken("the function subjectToken failed", cause, context.signal);
  }
  return present(token, "the function subjectToken returned none");
}

async function callReader(read: ReadFile, path: string, context: TokenContext): Promise<string> {
  try {
    return await read(path);
  } catch (cause) {
    throw asNoToken(
      `the file of the subject token could not be read: ${path.slice(0, 200)}`,
      cause,
      context.signal,
    );
  }
}

async function readURL(url: string, headers: Headers, context: TokenContext): Promise<string> {
  const answer = await ask({
    server: `the source of subject tokens at ${new URL(url).host}`,
    url,
    init: { headers },
    secrets: [...headers.values()],
    context,
    cures: [
      [/^40[13]/, "check the headers in credential_source: their secret may have expired"],
      [/^/, "check url in credential_source"],
    ],
  });
  return answer.text;
}

/** How the token lies in what is read: as the whole text, or in a field of JSON. */
function formatOf(format: unknown): (text: string, where: string) => string {
  const { type = "text", subject_token_field_name: field } = isRecord(format) ? format : {};
  if (type === "text") {
    return (text, where) => present(text, `${where} that should hold it is empty`);
  }
  if (type !== "json" || typeof field !== "string" || field === "") {
    throw refused(
      "credential_source.format is neither text, nor json with a subject_token_field_name",
    );
  }
  return (text, where) => {
    const json = parseJson(text);
    const token = isRecord(json) ? json[field] : undefined;
    return present(token, `${where} holds no JSON with the field ${field.slice(0, 100)}`);
  };
}

function headersOf(headers: CredentialFile["headers"]): Headers {
  try {
    // The constructor checks what it is given.
    return new Headers(isRecord(headers) ? headers as Record<string, string> : {});
  } catch {
    // The runtimes' own errors quote the value.
    throw refused("credential_source.headers holds a field that no header takes");
  }
}

function present(token: unknown, problem: string): string {
  if (typeof token === "string" && token.trim() !== "") return token.trim();
  throw new VertexError("auth_failed", `Cannot get a subject token: ${problem}`);
}
