/** Communities: founding, inviting, joining, and a whole one on this machine to look at. */
@org.jspecify.annotations.NullMarked
package org.commonwatch.cli.community;
