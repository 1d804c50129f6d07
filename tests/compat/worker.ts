/** Tries everything in a worker: the desk is the body of a request, the findings are its answer. */
import { proveAll } from "./capabilities.ts";

const worker: { fetch(request: Request): Promise<Response> } = {
  fetch: async (request) => Response.json(await proveAll(await request.json())),
};
export default worker;
