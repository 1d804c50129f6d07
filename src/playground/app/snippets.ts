import type { RequestBody } from "./build_request.ts";

/** The ways to write a request down. */
export type SnippetKind = "curl" | "openai" | "client";

/** Where a request goes. */
export interface SnippetTarget {
  /** The API's address, which ends in `/v1`. */
  readonly base: string;
  /** Whether the gateway wants a key. The key itself never stands in a snippet. */
  readonly keyed: boolean;
}

/** Writes a request as code that does the same. */
export function writeSnippet(kind: SnippetKind, body: RequestBody, target: SnippetTarget): string {
  if (kind === "curl") return writeCurl(body, target);
  return kind === "openai" ? writeOpenAi(body, target) : writeClient(body);
}

/** Shortens what is embedded, so that a person can read it. */
export function shortenData(snippet: string): string {
  return snippet.replace(
    /(data:[\w/.+-]+;base64,[\w+/=]{12})[\w+/=]+/g,
    (all, start: string) => `${start}… ${all.length} characters`,
  );
}

function writeCurl(body: RequestBody, { base, keyed }: SnippetTarget): string {
  const key = keyed ? ` \\\n  -H "authorization: Bearer $API_KEY"` : "";
  // In a quoted here-document nothing has a meaning, and no line of JSON reads like its end.
  return `curl ${body.stream ? "-N " : ""}${quote(`${base}/chat/completions`)} \\
  -H "content-type: application/json"${key} \\
  -d @- <<'JSON'
${JSON.stringify(body, null, 2)}
JSON`;
}

/** A shell's word that means nothing but itself. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function writeOpenAi(body: RequestBody, { base, keyed }: SnippetTarget): string {
  const key = keyed ? "process.env.API_KEY" : '"unused"';
  return `import OpenAI from "openai";

const openai = new OpenAI({ baseURL: ${JSON.stringify(base)}, apiKey: ${key} });
${writeCall("openai", body)}`;
}

function writeClient(body: RequestBody): string {
  return `import { createVertex } from "@vertex-edge/client";

// The service account's key: an object, its JSON, or base64 of it.
const vertex = createVertex({ credentials: process.env.GOOGLE_SERVICE_ACCOUNT_KEY });
${writeCall("vertex", body)}`;
}

function writeCall(client: string, body: RequestBody): string {
  const call = `await ${client}.chat.completions.create(${writeLiteral(body)});`;
  if (!body.stream) {
    return `const completion = ${call}\nconsole.log(completion.choices[0].message);`;
  }
  return `const stream = ${call}
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
}`;
}

/** JSON with the quotes left off names that need none. A text of JSON never spans lines. */
function writeLiteral(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/^( +)"([A-Za-z]\w*)":/gm, "$1$2:");
}
