import { counter } from '@breakwater/telemetry';

export const mails = counter('order_mails_total', {
  help: 'Tries to send a mail, by how they ended; given_up: refused for good, nobody tries it again',
  labels: ['outcome'],
});
