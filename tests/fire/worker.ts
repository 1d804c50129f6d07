/** Plays calls on workerd. */
import { playRequest } from "./play.ts";

const worker: { fetch(request: Request): Promise<Response> } = { fetch: playRequest };
export default worker;
