/**
 * Feeds: other people's lists, taken in on a schedule. A feed's content lands on the home log as an import like any other,
 * for the own organisation; sharing it stays a separate act.
 *
 * <p>Order that survives a crash: fetch completely, put objects into the log, wait until their entry is final and applied,
 * note them as members, and only then move the feed's cursor. Whatever is cut short is fetched again; members make that
 * harmless, because what a feed has said before, in the same words, is not put a second time.
 *
 * <p>{@link FeedScheduler} owns one thread that runs all polls, so no feed is ever polled twice at once.
 */
@NullMarked
package org.commonwatch.node.feeds;

import org.jspecify.annotations.NullMarked;
