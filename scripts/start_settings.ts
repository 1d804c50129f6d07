/** What `deno task start` is told by its arguments and by the environment. */

/** A mistake of the person who starts it: one line, no stack. */
export class StartError extends Error {}

/** Everything that can be set. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  /** Whether the credentials are looked over instead of serving. */
  readonly check: boolean;
  /** Path of a credential file. */
  readonly keyFile: string | undefined;
  /** What such a file holds, from the variable of that name. */
  readonly key: { readonly name: string; readonly text: string } | undefined;
  readonly project: string | undefined;
  readonly locations: readonly string[];
  readonly models: readonly string[];
  readonly apiKeys: readonly string[];
}

const MODELS = "google/gemini-3.1-pro-preview,google/gemini-3-flash-preview";

/** What `--help` prints. */
export const usage: string = `Usage: deno task start [--host 127.0.0.1] [--port 8787] [--check]

With --check it looks over the credentials, the clock, the model and its locations, says what is wrong
and what to do, and serves nothing.

Environment:
  GOOGLE_APPLICATION_CREDENTIALS  a service account's key file, or any other credential file of Google's;
                                  without one, an emulator answers
  GOOGLE_SERVICE_ACCOUNT_KEY      or what the file holds, as JSON or base64 of it;
                                  GOOGLE_SERVICE_ACCOUNT means the same
  GOOGLE_CLOUD_PROJECT            the project; default: the key's
  GOOGLE_CLOUD_LOCATION           where Vertex AI is asked, the preferred place first; default: global
  VERTEX_MODELS                   the models to serve, separated by commas; default:
                                  ${MODELS}
  GATEWAY_API_KEYS                the keys that open the gateway, separated by commas; needed beyond
                                  this machine`;

/** The library's options by the name of the variable that sets them. */
const variables: Readonly<Record<string, string>> = {
  project: "GOOGLE_CLOUD_PROJECT",
  location: "GOOGLE_CLOUD_LOCATION",
  models: "VERTEX_MODELS",
  apiKeys: "GATEWAY_API_KEYS",
};

/** Reads the settings, or says which of them makes no sense. */
export function readSettings(
  args: readonly string[],
  env: (name: string) => string | undefined,
): Settings {
  const check = args.includes("--check");
  const { host = "127.0.0.1", port = "8787" } = readArguments(
    args.filter((arg) => arg !== "--check"),
  );
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new StartError(`Cannot use the port ${port}: it is no number from 0 to 65535`);
  }
  const list = (name: string, otherwise: string) =>
    (env(name) || otherwise).split(",").map((entry) => entry.trim()).filter((entry) => entry);
  const settings: Settings = {
    host: host.replace(/^\[(.*)\]$/, "$1"),
    port: Number(port),
    check,
    keyFile: env("GOOGLE_APPLICATION_CREDENTIALS") || undefined,
    key: ["GOOGLE_SERVICE_ACCOUNT_KEY", "GOOGLE_SERVICE_ACCOUNT"]
      .map((name) => ({ name, text: env(name) ?? "" })).find(({ text }) => text !== ""),
    project: env("GOOGLE_CLOUD_PROJECT") || undefined,
    locations: list("GOOGLE_CLOUD_LOCATION", "global"),
    models: list("VERTEX_MODELS", MODELS),
    apiKeys: list("GATEWAY_API_KEYS", ""),
  };
  if (!isLoopback(settings.host) && settings.apiKeys.length === 0) {
    throw new StartError(
      `Cannot listen on ${settings.host} without API keys: set GATEWAY_API_KEYS, or listen on 127.0.0.1`,
    );
  }
  return settings;
}

/** Whether only this machine can connect to an address. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host);
}

/** What names the credentials, as in "Cannot use …". */
export function sourceOf({ keyFile, key }: Partial<Settings>): string {
  return keyFile === undefined
    ? key?.name ?? "the credentials"
    : `GOOGLE_APPLICATION_CREDENTIALS (${keyFile})`;
}

/** Says in the words of the environment what the library says of its options. */
export function inOwnWords(message: string, settings: Partial<Settings>): string {
  return message
    .replace(/the credentials( in \w+)?:/, `${sourceOf(settings)}:`)
    .replace(/the option (\w+)/, (all, option: string) => variables[option] ?? all);
}

function readArguments(args: readonly string[]): { host?: string; port?: string } {
  const values: { host?: string; port?: string } = {};
  // `npm`-style runners hand a separating `--` on.
  const words = args.filter((arg) => arg !== "--").flatMap((arg) => arg.split(/(?<=^--\w+)=/));
  for (let index = 0; index < words.length; index += 2) {
    const [flag = "", value = ""] = words.slice(index, index + 2);
    const name = flag === "--host" || flag === "--port" ? flag.slice(2) : undefined;
    if (name === undefined) {
      throw new StartError(
        `Cannot read the argument ${flag}: there are --host, --port, --check and --help`,
      );
    }
    if (value === "") {
      throw new StartError(`Cannot read the argument ${flag}: its value is missing`);
    }
    values[name as "host" | "port"] = value;
  }
  return values;
}
