import { z } from 'zod';
import { Uuid } from '../shared/primitives.js';
import { Attempt } from './attempts.js';

/** payment -> order: the attempt has a new state. Order looks at the state, so a late or doubled event is harmless. */
export const AttemptChanged = z.object({ attempt: Attempt, orderId: Uuid });
export const ATTEMPT_CHANGED = 'payment.attempt_changed';
