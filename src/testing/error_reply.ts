import { googleError, htmlError } from "./google_error.ts";
import type { ErrorForm } from "./quirks.ts";
import { encode, planJson, planText } from "./reply_plan.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import { eventStreamType } from "./sse.ts";

const exhausted = googleError(429, "Resource exhausted. Please try again later.");
const invalid = googleError(400, "Request contains an invalid argument.");

/**
 * The answer as an error form has it.
 *
 * @param before The events sent before the error, where the form is an error within a stream.
 */
export function replyWithError(
  form: ErrorForm,
  stream: boolean,
  before: readonly Uint8Array[],
): ReplyPlan {
  switch (form) {
    case "array":
      return planJson(400, [invalid]);
    case "object":
      return planJson(400, invalid);
    case "html":
      return htmlError(404, "/");
    case "empty":
      return planText(400, "text/html; charset=UTF-8", "");
    case "in-200":
      return planJson(200, invalid);
    case "event-array":
      if (!stream) return planJson(200, [invalid]);
      break;
    default:
      // A plain answer has no events: the same error, but one that nobody would try again.
      if (!stream) return planJson(200, invalid);
  }
  const plan = planText(200, eventStreamType, "");
  return { ...plan, writes: [...before, encode(errorEvent(form))] };
}

function errorEvent(form: ErrorForm): string {
  switch (form) {
    case "event-array":
      return `data: ${JSON.stringify([exhausted])}\n\n`;
    case "event-named":
      return `event: error\ndata: ${JSON.stringify(exhausted)}\n\n`;
    case "bare":
      // Seen on the real service: no field name, one line of the file a line of the stream.
      return `${JSON.stringify(googleError(499), null, 2)}\n`;
    default:
      return `data: ${JSON.stringify(exhausted)}\n\n`;
  }
}
