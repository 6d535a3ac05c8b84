@NullMarked
package org.commonwatch.cli;

import org.jspecify.annotations.NullMarked;
