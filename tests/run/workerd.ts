/** A real workerd process, without Node compatibility, for tests that run with all permissions. */
import workerd from "workerd";
import { bundle } from "../../scripts/bundle.ts";
import { type RunningProcess, startProcess } from "./process.ts";

export { bundle };

/** What {@linkcode startWorker} takes. */
export interface WorkerOptions {
  /** The worker's ES module, bundled: `(await bundle({ entry: "tests/run/x.ts" })).text`. */
  readonly source: string;
  /** Text bindings, seen as `env.NAME` and through `cloudflare:workers`. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default {"2026-01-01"} */
  readonly compatibilityDate?: string;
  readonly compatibilityFlags?: readonly string[];
}

/** Starts a worker on a free loopback port. It may dial loopback and private addresses only. */
export async function startWorker(options: WorkerOptions): Promise<RunningProcess> {
  const folder = await Deno.makeTempDir({ prefix: "workerd_" });
  await Deno.writeTextFile(`${folder}/worker.js`, options.source);
  await Deno.writeTextFile(`${folder}/config.capnp`, configText(options));
  return await startProcess(binary, {
    args: ["serve", "--control-fd=1", `${folder}/config.capnp`],
    findPort: portOfListenEvent,
    ...(options.env && { env: options.env }),
    onStopped: () => Deno.remove(folder, { recursive: true }),
  });
}

function configText(options: WorkerOptions): string {
  const { env = {}, compatibilityDate = "2026-01-01", compatibilityFlags = [] } = options;
  // Values travel in the process's environment: no escaping can go wrong.
  const bindings = Object.keys(env).map((name) =>
    `(name = "${name}", fromEnvironment = "${name}")`
  );
  const flags = compatibilityFlags.map((flag) => `"${flag}"`);
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "${compatibilityDate}",
  compatibilityFlags = [${flags.join(", ")}],
  bindings = [${bindings.join(", ")}],
);
`;
}

function portOfListenEvent(line: string): number | undefined {
  const found = /^\{"event":"listen","socket":"http","port":(\d+)\}/.exec(line);
  return found?.[1] === undefined ? undefined : Number(found[1]);
}

/** The package has no types; its main module is the path of the binary. */
const binary: string = workerd.default;
