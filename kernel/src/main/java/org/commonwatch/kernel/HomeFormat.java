package org.commonwatch.kernel;

/** The number in a home folder's {@code format} file, which keeps an older release from misreading a newer home. */
public final class HomeFormat {
    /**
     * The newest one that this release knows. Raised when an older release could misread the folder. Since 2 keys are locked: a
     * release before that would find none and make new ones. Since 3 a log can be in a later epoch: a release before that would
     * open it with the keys of the first. Since 4 a payload can be in a journal alone: a release before that would not find it.
     */
    public static final int NEWEST = 4;

    private HomeFormat() {}
}
