import { histogram } from './instruments.js';

/** A finished request; `route` is the pattern (`/orders/:orderId`), never the address. */
export interface ObservedRequest {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

/** Rate, errors and duration of each route: the count of the histogram is the rate. */
const duration = histogram('http_server_request_duration_seconds', {
  help: 'Time from request to answer',
  unit: 's',
  labels: ['http_route', 'http_request_method', 'http_response_status_code'],
});

export function observeRequest({ route, method, status, seconds }: ObservedRequest): void {
  duration.record(seconds, {
    http_route: route,
    http_request_method: method,
    http_response_status_code: status,
  });
}
