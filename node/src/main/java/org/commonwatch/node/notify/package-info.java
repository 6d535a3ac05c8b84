/**
 * Tells people and programs of the own organisation about new hits: signed webhooks, syslog, e-mail, each a channel with its own
 * interest, pace and highest marking.
 *
 * <p>Order that survives a crash: the transaction that writes a hit writes a row of news ({@link
 * org.commonwatch.node.notify.News}). One thread turns news into notices, one for each channel that is interested, and forgets the
 * news in the same transaction. A thread a channel makes deliveries of notices, as the channel's pace allows, and sends them in
 * order; only what was sent, given up after its last attempt or held back by the gate is forgotten. A kill between sending and
 * noting it sends again, with the same delivery id.
 *
 * <p>A delivery keeps numbers of hits only. What it says is made anew for each attempt, through the gate, so that a recall or a
 * stricter marking counts until the last moment. While the index is made anew nothing leaves, since a recall may not be read yet.
 *
 * <p>Targets are the owner's. Their secrets lie in {@code local.db}, are sent to the target they belong to, and are never shown
 * again.
 */
@NullMarked
package org.commonwatch.node.notify;

import org.jspecify.annotations.NullMarked;
