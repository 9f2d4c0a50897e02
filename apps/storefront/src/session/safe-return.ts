/** Where to go after signing in: a path of this shop, never another site. */
export function safeReturn(to: string | null): string {
  return to !== null && /^\/(?![/\\])[\w\-./?=&%]*$/.test(to) ? to : '/account';
}
