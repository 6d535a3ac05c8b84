@NullMarked
package org.commonwatch.bench;

import org.jspecify.annotations.NullMarked;
