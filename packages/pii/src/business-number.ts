const business = /^(?:0120\d{6}|0570\d{6}|0800\d{7})$/;

/** Whether it is a Japanese number that only businesses have: 0120, 0570 or 0800. */
export function isBusinessNumber(value: string): boolean {
  return business.test(value.replaceAll(/\D/g, ""));
}
