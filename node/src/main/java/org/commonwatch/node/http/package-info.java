/** What every resource shares on the wire: problems (RFC 9457), faults turned into answers, and response headers. */
@NullMarked
package org.commonwatch.node.http;

import org.jspecify.annotations.NullMarked;
