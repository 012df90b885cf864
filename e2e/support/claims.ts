/** Whether notes say that the browser changed the colours of a file. */
export function claimsConversion(notes: string): boolean {
  return /Converted (by|from)|This browser followed|this browser mapped/.test(notes);
}
