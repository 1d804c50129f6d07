/** Runs the collected cases inside workerd: `GET /` names them, `GET /3` runs the fourth. */
import { cases } from "./harness.ts";

const worker: { fetch(request: Request): Promise<Response> } = {
  async fetch(request) {
    const path = new URL(request.url).pathname.slice(1);
    if (path === "") return Response.json(cases.map((one) => one.name));
    const found = cases[Number(path)];
    if (found === undefined) return new Response("no such case", { status: 404 });
    try {
      await found.body();
      return Response.json({ ok: true });
    } catch (error) {
      return Response.json({ ok: false, message: describe(error) });
    }
  },
};
export default worker;

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack?.includes(error.message) ? error.stack : `${error}\n${error.stack}`;
  return error.cause === undefined ? text : `${text}\ncaused by ${describe(error.cause)}`;
}
