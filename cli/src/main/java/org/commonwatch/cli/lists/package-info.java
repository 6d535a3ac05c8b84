/** Warning lists: values that are often false alarms. */
@NullMarked
package org.commonwatch.cli.lists;

import org.jspecify.annotations.NullMarked;
