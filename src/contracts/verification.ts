/** Compared with Wix's hash of the stored bytes; not comparable: Wix's algorithm is not known to be MD5 on this site. */
export const verifications = ['verified', 'different', 'not-comparable'] as const;
export type Verification = (typeof verifications)[number];
