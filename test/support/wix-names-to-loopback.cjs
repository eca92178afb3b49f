/**
 * Loaded with `--require` into a server under test: TLS connections to Wix's names go to a server of the test's own on
 * loopback. Names, certificates and everything above stay as they are, so the server cannot tell the difference.
 */
const tls = require('node:tls');

const connect = tls.connect;
const names = ['www.wixapis.com', 'upload.wixmp.com'];

tls.connect = (options, ...rest) =>
  names.includes(options.host)
    ? connect({ ...options, host: '127.0.0.1', port: Number(process.env.WIX_NAMES_PORT) }, ...rest)
    : connect(options, ...rest);
