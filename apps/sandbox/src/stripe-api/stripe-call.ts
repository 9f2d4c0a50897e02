import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { invalidRequest } from '../domain/stripe-fault.js';
import { type FormObject, parseForm } from './form.js';
import type { Operation } from './operations.js';
import { readParams } from './params.js';

/** One request to the payment provider, read as the provider reads it. */
export class StripeCall {
  readonly path: string;
  readonly key: string | undefined;
  private readonly form: FormObject;

  constructor(
    readonly id: string,
    readonly operation: Operation,
    request: FastifyRequest,
  ) {
    const [path = '', query = ''] = request.url.split('?', 2);
    this.path = path;
    const posted = request.method === 'POST';
    const key = request.headers['idempotency-key'];
    this.key = posted && typeof key === 'string' && key !== '' ? key : undefined;
    this.form = parseForm(posted ? bodyOf(request) : query);
  }

  /** The parameters, checked; throws the provider's refusal. */
  read<Shape extends z.ZodRawShape>(shape: Shape): z.infer<z.ZodObject<Shape>> {
    return readParams(shape, this.form);
  }

  get expand(): readonly string[] {
    const { expand } = this.form;
    return Array.isArray(expand) ? expand.filter((each) => typeof each === 'string') : [];
  }

  /** For the comparison of two requests with the same key: the order of parameters says nothing. */
  get fingerprint(): string {
    return JSON.stringify(sorted(this.form));
  }
}

function bodyOf(request: FastifyRequest): string {
  if (request.body === undefined || request.body === null) return '';
  if (typeof request.body === 'string') return request.body;
  throw invalidRequest('Invalid request: the body must be form-encoded (application/x-www-form-urlencoded).');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
