import { describe, expect, it } from '@jest/globals';
import { troubleOf } from './mail-refusal.js';

const smtp = (command: string, responseCode?: number, code = 'EENVELOPE'): Error =>
  Object.assign(new Error('x'), { code, command, ...(responseCode === undefined ? {} : { responseCode }) });

describe('trouble with a mail', () => {
  it.each([
    [smtp('RCPT TO', 550), 'refused'],
    [smtp('DATA', 554, 'EMESSAGE'), 'refused'],
    [smtp('RCPT TO', 450), 'passing'],
    [smtp('DATA', 451, 'EMESSAGE'), 'passing'],
    [smtp('RCPT TO', 503), 'passing'],
    [smtp('MAIL FROM', 550), 'passing'],
    [smtp('AUTH PLAIN', 535, 'EAUTH'), 'passing'],
    [smtp('CONN', 554, 'EPROTOCOL'), 'passing'],
    [smtp('CONN', undefined, 'ECONNECTION'), 'passing'],
    [Object.assign(new Error('Invalid recipient "x"'), { code: 'EENVELOPE', command: 'API' }), 'refused'],
    [Object.assign(new Error('Invalid sender "x"'), { code: 'EENVELOPE', command: 'API' }), 'passing'],
    [new Error('aborted'), 'passing'],
    ['odd', 'passing'],
  ])('is for good only where the server said no to this mail: %o is %s', (error, trouble) => {
    expect(troubleOf(error)).toBe(trouble);
  });
});
