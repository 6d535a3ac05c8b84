package org.commonwatch.node.spine;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Marks the {@link SqliteStore} of {@code local.db}. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface Local {}
