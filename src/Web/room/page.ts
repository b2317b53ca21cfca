import { say } from './texts/text.js';

/** What the server says of this page, in data attributes of the root element. */
export interface Page {
  code: string;
  key: string;
  signedIn: boolean;
  name: string;
  brand: string;
  signIn: string;
  languagePath: string;
}

export function readPage(root: HTMLElement): Page {
  const data = root.dataset;
  return {
    code: (data['code'] ?? '').replace(/\D/g, ''),
    key: new URLSearchParams(location.search).get('k') ?? '',
    signedIn: data['signedIn'] === 'true',
    name: data['name'] ?? '',
    brand: data['brand'] || say('product'),
    signIn: data['signIn'] ?? '/account/sign-in',
    languagePath: data['languagePath'] ?? '/culture',
  };
}
