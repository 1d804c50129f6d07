/** A client that leaves when it likes. */

/** As much of Node's socket as is used. */
interface Socket {
  once(event: "connect" | "data" | "close", listener: () => void): void;
  once(event: "error", listener: (error: Error) => void): void;
  write(text: string): void;
  destroy(): void;
  resetAndDestroy(): void;
}

interface NetModule {
  connect(address: { host: string; port: number }): Socket;
}

// By a variable: a static import would make the type check want Node's types, which are not installed.
const net: NetModule = await import(["node", "net"].join(":"));

/** A request on a socket of its own. */
export interface RawRequest {
  /** Resolves when the first bytes of the answer are there. */
  readonly answered: Promise<void>;
  /** Ends the connection with a TCP reset. */
  reset(): Promise<void>;
  /** Ends it politely. */
  close(): Promise<void>;
}

/** Posts JSON. Only Node's socket can reset: `Deno.connect` closes politely. */
export async function postRaw(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Promise<RawRequest> {
  const text = JSON.stringify(body);
  const socket = net.connect({ host: "127.0.0.1", port });
  const answered = new Promise<void>((resolve, reject) => {
    socket.once("data", () => resolve());
    socket.once("error", reject);
  });
  answered.catch(() => {});
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  const lines = [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    "content-type: application/json",
    `content-length: ${new TextEncoder().encode(text).length}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n${text}`);
  const closed = new Promise<void>((resolve) => socket.once("close", resolve));
  return {
    answered,
    reset() {
      socket.resetAndDestroy();
      return closed;
    },
    close() {
      socket.destroy();
      return closed;
    },
  };
}
