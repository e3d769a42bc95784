/** Values of the Authorization header. */

export function bearer(token: string): string {
  return `Bearer ${token}`;
}

/** RFC 7617; user and password are sent as UTF-8. */
export function basic(user: string, password: string): string {
  return `Basic ${new TextEncoder().encode(`${user}:${password}`).toBase64()}`;
}
