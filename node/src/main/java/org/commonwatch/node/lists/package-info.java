/**
 * Warning lists: values that are seldom malicious, such as public resolvers and well-known sites. They flag, they never
 * drop. Lists in the MISP format are kept in {@code local.db}; a few of our own are built in. Other slices ask
 * {@link org.commonwatch.node.lists.Warnings}.
 */
@NullMarked
package org.commonwatch.node.lists;

import org.jspecify.annotations.NullMarked;
