/** Structured output: an object of the schema's own type, checked against it. */
import { env } from "node:process";
import { createVertex } from "@vertex-edge/client";
import { parse } from "@vertex-edge/client/tools";
import * as v from "valibot";

const { parsed } = await parse(
  createVertex({ credentials: env.GOOGLE_SERVICE_ACCOUNT ?? "" }),
  {
    model: "google/gemini-3.1-pro-preview",
    messages: [{ role: "user", content: "Alice and Bob go to a science fair on Friday." }],
    schema: v.object({ name: v.string(), day: v.string(), participants: v.array(v.string()) }),
  },
);
console.log(parsed.name, parsed.day, parsed.participants.join(" and "));
