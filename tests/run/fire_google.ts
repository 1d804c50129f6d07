/** The emulator behind sockets of its own, which can break where no server framework lets them break. */
import { createEmulator, type Emulator, type ServiceAccountKey } from "../../src/testing/mod.ts";
import type { SocketFault } from "../fire/scenarios.ts";

/** As much of Node's socket as is used. */
interface Socket {
  on(event: "data", listener: (bytes: Uint8Array<ArrayBuffer>) => void): void;
  on(event: "error" | "close" | "drain", listener: () => void): void;
  off(event: "close" | "drain", listener: () => void): void;
  write(bytes: Uint8Array | string): boolean;
  end(): void;
  destroy(): void;
  resetAndDestroy(): void;
  readonly destroyed: boolean;
}

interface Server {
  listen(port: number, host: string, listener: () => void): void;
  address(): { readonly port: number };
  close(listener: () => void): void;
}

// By a variable: a static import would make the type check want Node's types, which are not installed.
const net: { createServer(listener: (socket: Socket) => void): Server } = await import(
  ["node", "net"].join(":")
);

/** Google on loopback, one connection a request. */
export interface FireGoogle extends AsyncDisposable {
  readonly emulator: Emulator;
  /** Such as `http://127.0.0.1:1234`. A header `x-original-url` names the address that was meant. */
  readonly origin: string;
  /** Connections that are open now. */
  readonly openSockets: number;
  /** Requests to the API so far. */
  readonly apiRequests: number;
  /** Breaks the next answers of the API on the socket. */
  breakNext(fault: SocketFault, times: number): void;
}

/** Opens it. */
export async function openFireGoogle(key?: ServiceAccountKey): Promise<FireGoogle> {
  const emulator = await createEmulator({ serviceAccountKey: key });
  const sockets = new Set<Socket>();
  const answers = new Set<Promise<void>>();
  let breaking: { readonly fault: SocketFault; left: number } | undefined;

  const server = net.createServer((socket) => {
    sockets.add(socket);
    const gone = new AbortController();
    let received = new Uint8Array();
    let served = false;
    // Whoever is reset writes into nothing; that is no failure of this side.
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(socket);
      gone.abort();
    });
    socket.on("data", (bytes) => {
      received = joined(received, bytes);
      const request = served ? undefined : readRequest(received);
      if (!request) return;
      served = true;
      const answering = answer(socket, request, gone.signal).catch(async () => {
        if (socket.destroyed) return;
        await outOfHere();
        socket.resetAndDestroy();
      });
      answers.add(answering);
      answering.then(() => answers.delete(answering));
    });
  });

  async function answer(socket: Socket, request: Request, gone: AbortSignal): Promise<void> {
    const signal = gone;
    const response = await emulator.fetch(new Request(request, { redirect: "manual", signal }));
    const isApi = emulator.requests.at(-1)?.kind === "api";
    const fault = isApi && breaking && breaking.left-- > 0 ? breaking.fault : undefined;
    const gzip = response.headers.get("content-encoding") === "gzip";
    const head = `${headOf(response)}\r\n`;
    if (fault === "socket-reset-mid-headers") {
      socket.write(head.slice(0, head.length / 2));
      await outOfHere();
      return socket.resetAndDestroy();
    }
    if (fault === "socket-no-http") {
      socket.write("SSH-2.0-OpenSSH_9.9\r\n");
      return socket.end();
    }
    socket.write(head);
    if (fault === "socket-reset-after-headers") {
      await outOfHere();
      return socket.resetAndDestroy();
    }
    const body = gzip ? response.body?.pipeThrough(new CompressionStream("gzip")) : response.body;
    const reader = body?.getReader();
    try {
      for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
        const bytes = fault === "socket-cut-body"
          ? part.value.slice(0, Math.ceil(part.value.length / 2))
          : part.value;
        await sendChunk(socket, bytes, gone);
        if (bytes.length < part.value.length) return socket.end();
      }
      socket.write("0\r\n\r\n");
      socket.end();
    } finally {
      reader?.cancel().catch(() => {});
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    emulator,
    origin: `http://127.0.0.1:${server.address().port}`,
    get openSockets() {
      return sockets.size;
    },
    get apiRequests() {
      return emulator.requests.filter(({ kind }) => kind === "api").length;
    },
    breakNext(fault, times) {
      breaking = { fault, left: times };
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      await Promise.all(answers);
    },
  };
}

/** The request, once it is there to its end. */
function readRequest(bytes: Uint8Array<ArrayBuffer>): Request | undefined {
  // Header fields are ASCII here, so characters are bytes.
  const text = new TextDecoder("latin1").decode(bytes);
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const [line = "", ...fields] = text.slice(0, end).split("\r\n");
  const [method = "", path = ""] = line.split(" ");
  const headers = new Headers();
  for (const field of fields) {
    const colon = field.indexOf(":");
    headers.append(field.slice(0, colon), field.slice(colon + 1).trim());
  }
  const body = bodyOf(headers, bytes.slice(end + 4), text.slice(end + 4));
  if (!body) return undefined;
  const url = headers.get("x-original-url") ?? `http://${headers.get("host")}${path}`;
  for (const name of ["connection", "transfer-encoding", "content-length"]) headers.delete(name);
  return new Request(url, { method, headers, ...(method === "POST" && { body }) });
}

function bodyOf(
  headers: Headers,
  bytes: Uint8Array<ArrayBuffer>,
  text: string,
): Uint8Array<ArrayBuffer> | undefined {
  if (headers.get("transfer-encoding") !== "chunked") {
    const length = Number(headers.get("content-length") ?? 0);
    return bytes.length >= length ? bytes : undefined;
  }
  if (!/(^|\r\n)0\r\n\r\n$/.test(text)) return undefined;
  let body = new Uint8Array();
  for (let at = 0;;) {
    const size = parseInt(text.slice(at), 16);
    if (!(size > 0)) return body;
    const start = text.indexOf("\r\n", at) + 2;
    body = joined(body, bytes.slice(start, start + size));
    at = start + size + 2;
  }
}

function headOf(response: Response): string {
  const fields = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `HTTP/1.1 ${response.status} Status\r\n${fields}transfer-encoding: chunked\r\nconnection: close\r\n`;
}

/** Writes a chunk, and waits until the other side has room for more. */
async function sendChunk(socket: Socket, bytes: Uint8Array, gone: AbortSignal): Promise<void> {
  gone.throwIfAborted();
  const head = new TextEncoder().encode(`${bytes.length.toString(16)}\r\n`);
  if (socket.write(joined(joined(head, bytes), new TextEncoder().encode("\r\n")))) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      socket.off("drain", done);
      socket.off("close", done);
      resolve();
    };
    socket.on("drain", done);
    socket.on("close", done);
  });
}

/** Waits until what was written has surely been read: a reset takes along what has not. */
function outOfHere(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 60));
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes;
}
