/**
 * The way out to others over HTTP: the node's API, and files fetched from the web. Bounds every answer in bytes and time,
 * honours proxy and extra certificate authorities, follows no redirect with the owner's token, prints no secret.
 */
@NullMarked
package org.commonwatch.cli.http;

import org.jspecify.annotations.NullMarked;
