/** The packaged node as a process of its own: started, killed, and asked over HTTP. Run after packaging, see the module's pom. */
@NullMarked
package org.commonwatch.node.process;

import org.jspecify.annotations.NullMarked;
