import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { bodySchema, type Document, type Operation } from './document.js';
import type { Answered } from './send.js';

/** Codes that any route may answer, for what the platform in front of it refuses. */
const OF_THE_PLATFORM = /^(request|gateway|edge|auth\.(session|role|service_token))\./;

/** Says whether what goes in and comes out is as a document says. */
export class Described {
  private readonly ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(private readonly document: Document) {
    // ajv-formats is CommonJS: what it exports as a function arrives here as `default`.
    (formats as unknown as (ajv: Ajv2020) => void)(this.ajv);
    this.ajv.addSchema(document, 'document');
  }

  isBody(operation: Operation, body: unknown): boolean {
    if (bodySchema(operation) === undefined) return body === undefined;
    // As it arrives: what JSON cannot say is null or gone.
    const sent = body === undefined ? undefined : (JSON.parse(JSON.stringify(body)) as unknown);
    return this.check([...operationPath(operation), 'requestBody', 'content', 'application/json', 'schema'])(sent);
  }

  /** What of the answer is not as described, in words. */
  faultsOf(operation: Operation, { status, contentType, body }: Answered): string[] {
    const key = [String(status), `${String(status)[0]}XX`].find((name) => name in operation.responses);
    const response = operation.responses[key ?? ''];
    if (key === undefined || response === undefined) return [`status ${status} is not described`];
    const { content } = response;
    if (content === undefined) return body === '' ? [] : ['a body is not described'];
    const schema = content[contentType]?.schema;
    if (schema === undefined) return [`${contentType} is not described`];
    if (contentType !== 'application/json') return [];
    const valid = this.check([...operationPath(operation), 'responses', key, 'content', contentType, 'schema']);
    const faults = valid(body) ? [] : (valid.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
    return key === '4XX' ? [...faults, ...this.codeFaults(response.description ?? '', body)] : faults;
  }

  private codeFaults(description: string, body: unknown): string[] {
    const { code } = (body as { error: { code: string } }).error;
    const known = description.replace(/^.*?: /, '').split(', ');
    return known.includes(code) || OF_THE_PLATFORM.test(code) ? [] : [`${code} is not described`];
  }

  private check(path: readonly string[]): ValidateFunction {
    const pointer = path.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    const known = this.compiled.get(pointer) ?? this.ajv.compile({ $ref: `document#/${pointer}` });
    this.compiled.set(pointer, known);
    return known;
  }
}

function operationPath({ path, method }: Operation): string[] {
  return ['paths', path, method.toLowerCase()];
}
