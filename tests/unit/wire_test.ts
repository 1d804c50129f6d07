import { assert, test } from "../harness.ts";
import { wireRequests, wireResponses } from "../vectors/wire.ts";

test("wireRequests holds every documented request with its body", () => {
  assert.lengthOf(wireRequests, 15);
  for (const request of wireRequests) {
    assert.equal(new URL(request.url).protocol, "https:", request.file);
    assert.isNotEmpty(request.body, request.file);
    assert.include(request.url, `/projects/${request.project}/locations/${request.location}/`);
  }
});

test("wireResponses holds the documented bytes", () => {
  const sizes = Object.entries(wireResponses).map(([name, text]) => [name, text.length]);
  assert.deepEqual(sizes, [
    ["image-output.json", 1009],
    ["multimodal-function-response.json", 592],
    ["streamed-function-call-arguments.sse", 5044],
  ]);
});
