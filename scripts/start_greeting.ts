/** What `deno task start` says once it listens. */
import type { Settings } from "./start_settings.ts";

const REAL_PROJECT = `
For a real project, start it again with one of these set:

  GOOGLE_APPLICATION_CREDENTIALS   the path of a service account's key file
  GOOGLE_SERVICE_ACCOUNT_KEY       the key itself, as JSON

and, if the defaults do not fit, GOOGLE_CLOUD_LOCATION (global) and VERTEX_MODELS. More: --help
`;

/**
 * The greeting.
 *
 * @param settings What it was told.
 * @param port Where it listens.
 * @param runsOn What answers, as in "It runs on …"; undefined for the emulator.
 */
export function greeting(settings: Settings, port: number, runsOn: string | undefined): string {
  const { host, apiKeys, models } = settings;
  const base = `http://${host.includes(":") ? `[${host}]` : host}:${port}/v1`;
  const keyed = apiKeys.length > 0;
  const curl = (flags: string, extra: string) =>
    `curl ${flags}${base}/chat/completions -H "content-type: application/json" ` +
    (keyed ? `-H "authorization: Bearer $GATEWAY_API_KEY" ` : "") +
    `-d '{"model":"${
      models[0]
    }","messages":[{"role":"user","content":"Why is the sky blue?"}]${extra}}'`;
  return `An OpenAI-compatible API on ${base}
A page to try it on:         ${base.slice(0, -"v1".length)}

It runs on ${runsOn ?? "the embedded emulator: no account, no cost, and no model behind the words"}.
It serves ${models.join(", ")}.
${keyed ? "It wants one of your keys: put it into GATEWAY_API_KEY to try these.\n" : ""}
A completion:

  ${curl("", "")}

The same, streamed:

  ${curl("-N ", ',"stream":true')}
${runsOn === undefined ? REAL_PROJECT : ""}
Ctrl-C ends it.`;
}
