import type { Secrets } from '../supervisor/secrets.js';

/** What a person needs once the shop is up. */
export function welcome(url: string, { customer, operator }: Secrets, stateDir: string): string {
  return `
  Shop       ${url}/
  Console    ${url}/console/
  Mail       ${url}/sandbox/   what the shop sent, and the payment provider's stand-in

  Customer   ${customer.email}   ${customer.password}
  Operator   ${operator.email}   ${operator.password}
  Card       4242 4242 4242 4242, any date to come, any CVC

  Try next, in another terminal:
    npm run stack -- status             every process, its state and restarts
    npm run stack -- kill order-1       the shop goes on, the process comes back
    npm run stack -- restart order      replaced without losing a request
    npm run stack -- pause payment      orders are recorded and charged later; then: resume payment
    npm run stack -- logs order -f

  Everything it keeps is in ${stateDir}
`;
}
