const PREFIX = "google:";

/**
 * The handle of a call that the server gave an ID. Versions of the native API differ in whether they know IDs, and
 * refuse what they do not know, so a handle must tell the server's own from what anybody made up.
 *
 * @param id The server's.
 * @returns The handle, for `tool_calls[].id`.
 */
export function callHandle(id: string): string {
  return `${PREFIX}${id}`;
}

/**
 * The server's ID in a handle.
 *
 * @param handle A `tool_calls[].id` or `tool_call_id`.
 * @returns The ID, or `undefined` if the server gave none.
 */
export function serverCallId(handle: unknown): string | undefined {
  if (typeof handle !== "string" || !handle.startsWith(PREFIX)) return undefined;
  return handle.slice(PREFIX.length);
}
