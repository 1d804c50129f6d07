/** Errors, for cells. */

/** What an error says, as much as fits into a cell. */
export function shortened(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.replaceAll(/\s+/g, " ").trim();
  return `“${line.length > 60 ? `${line.slice(0, 60)}…` : line}”`;
}
