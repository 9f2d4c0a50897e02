import { z } from 'zod';
import { Email, Line, Uuid } from '../shared/primitives.js';

export const Customer = z
  .object({ id: Uuid, email: z.string(), name: z.string(), role: z.enum(['customer', 'operator']) })
  .meta({ id: 'Customer' });
export type Customer = z.infer<typeof Customer>;

export const Session = z.object({ customer: Customer.nullable() }).meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

const Password = z.string().min(10).max(200);

export const getSession = { method: 'GET', path: '/session', responses: { 200: Session } } as const;

export const signUp = {
  method: 'POST',
  path: '/auth/sign-up',
  body: z.strictObject({ email: Email, name: Line(100), password: Password }),
  responses: { 201: Session },
  errors: ['auth.email.taken', 'auth.attempts.too_many'],
} as const;

export const signIn = {
  method: 'POST',
  path: '/auth/sign-in',
  body: z.strictObject({ email: Email, password: z.string().min(1).max(200) }),
  responses: { 200: Session },
  errors: ['auth.credentials.wrong', 'auth.attempts.too_many'],
} as const;

export const signOut = { method: 'POST', path: '/auth/sign-out', responses: { 200: Session } } as const;
