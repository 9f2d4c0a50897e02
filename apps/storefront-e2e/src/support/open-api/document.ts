import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shopUrl, stateDir } from '../surroundings.js';

/** The part of JSON schema that our documents are made of. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Described {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Entry {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Described;
  readonly responses: Readonly<Record<string, Described>>;
}

export interface Document {
  readonly openapi: string;
  readonly servers: readonly [{ readonly url: string }];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Entry>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One method of one path of one document. */
export interface Operation extends Entry {
  readonly document: Document;
  /** As in the document: `/orders/{orderId}`. */
  readonly path: string;
  readonly method: string;
  readonly name: string;
}

/** Where each service's description is for the public. */
export const PUBLIC_DOCUMENTS: Readonly<Record<string, string>> = {
  gateway: '/api/openapi.json',
  catalogue: '/api/catalogue/openapi.json',
  orders: '/api/orders/openapi.json',
  payments: '/api/payments/openapi.json',
  reconciliation: '/api/reconciliation/openapi.json',
  operations: '/api/operations/openapi.json',
};

export async function readDocument(url: string): Promise<Document> {
  const response = await fetch(new URL(url, shopUrl));
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as Document;
}

/** Inventory has no public prefix: its own listener, inside. */
export function inventoryUrl(): string {
  const { listeners } = JSON.parse(readFileSync(join(stateDir, 'state', 'ports.json'), 'utf8')) as {
    listeners: { inventory: number };
  };
  return `http://127.0.0.1:${listeners.inventory}`;
}

export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, entry]) => {
      const name = `${method.toUpperCase()} ${path}`;
      return { ...entry, document, path, method: method.toUpperCase(), name };
    }),
  );
}

export function isInternal({ path }: Operation): boolean {
  return path.startsWith('/internal/');
}

export function resolve(document: Document, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const found = document.components.schemas[schema.$ref.slice('#/components/schemas/'.length)];
  if (found === undefined) throw new Error(`${schema.$ref} is not in the document`);
  return found;
}

export function bodySchema({ requestBody }: Operation): Schema | undefined {
  return requestBody?.content?.['application/json']?.schema;
}
