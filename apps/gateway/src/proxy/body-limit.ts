import { Transform, type Readable } from 'node:stream';
import { Fault } from '@breakwater/kernel';
import { clientGone } from './upstream-fault.js';

export function bodyTooLarge(limitBytes: number): Fault {
  return new Fault('too_large', 'request.body.too_large', `body is larger than ${limitBytes} bytes`);
}

/** Passes the body on as it comes and breaks off, with the fault, when it grows past the limit. */
export function limited(body: Readable, limitBytes: number): Readable {
  let received = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      if (received > limitBytes) done(bodyTooLarge(limitBytes));
      else done(null, chunk);
    },
  });
  body.once('error', (error) => counter.destroy(error));
  body.once('aborted', () => counter.destroy(clientGone()));
  return body.pipe(counter);
}
