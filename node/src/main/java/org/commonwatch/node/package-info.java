@NullMarked
package org.commonwatch.node;

import org.jspecify.annotations.NullMarked;
