// The package's own types name the module as it was called before it was renamed.
declare module "@mixmark-io/domino" {
  export function createWindow(html: string): { readonly document: Document };
}
