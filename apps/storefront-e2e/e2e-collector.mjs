// A collector of traces for one run of the tests: takes OTLP over HTTP as every collector does, and gives a trace back by its id.
import { createServer } from 'node:http';

/** @returns {Promise<{ url: string, close(): void }>} */
export async function startCollector() {
  /** @type {{ traceId: string, spanId: string, parentSpanId: string, name: string, service: string }[]} */
  const spans = [];
  const server = createServer(async (request, response) => {
    const asked = /^\/traces\/([0-9a-f]{32})$/.exec(request.url);
    if (asked !== null) {
      return response.end(JSON.stringify(spans.filter(({ traceId }) => traceId === asked[1])));
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.url === '/v1/traces') spans.push(...readExport(Buffer.concat(chunks)));
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

/** The spans of an ExportTraceServiceRequest (opentelemetry-proto, trace/v1/trace.proto): the numbers are its field numbers. */
function* readExport(message) {
  for (const resourceSpans of all(message, 1)) {
    const attributes = all(one(resourceSpans, 1), 1).map((pair) => [text(one(pair, 1)), text(one(one(pair, 2), 1))]);
    const service = Object.fromEntries(attributes)['service.name'];
    for (const scopeSpans of all(resourceSpans, 2)) {
      for (const span of all(scopeSpans, 2)) {
        const [traceId, spanId, parentSpanId] = [1, 2, 4].map((field) => one(span, field).toString('hex'));
        yield { traceId, spanId, parentSpanId, name: text(one(span, 5)), service };
      }
    }
  }
}

const text = (bytes) => bytes.toString('utf8');
const one = (message, field) => all(message, field)[0] ?? Buffer.alloc(0);

/** The length-delimited fields of this number; the other wire types are stepped over. */
function all(message, field) {
  const found = [];
  for (let at = 0; at < message.length;) {
    const key = varint(message, at);
    at = key.next;
    const wire = key.value & 7;
    if (wire === 2) {
      const length = varint(message, at);
      at = length.next + length.value;
      if (key.value >> 3 === field) found.push(message.subarray(length.next, at));
    } else if (wire === 0) at = varint(message, at).next;
    else at += wire === 1 ? 8 : 4;
  }
  return found;
}

function varint(message, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = message[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return { value, next: at };
  }
}
