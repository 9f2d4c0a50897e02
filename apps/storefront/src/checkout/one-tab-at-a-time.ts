/** Runs `work` unless another tab of this shop is paying at this moment; then answers undefined. */
export function oneTabAtATime<T>(work: () => Promise<T>): Promise<T | undefined> {
  // Absent on plain http outside localhost; the shop's own lock on the cart stands behind it.
  const locks = (navigator as { readonly locks?: LockManager }).locks;
  if (locks === undefined) return work();
  return locks.request('breakwater-purchase', { ifAvailable: true }, (lock) => (lock === null ? undefined : work()));
}
