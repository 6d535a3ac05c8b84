package org.commonwatch.ledger.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Another disk, for tests that look at a step, or hold it up. */
public class BentDisk implements Disk {
    private final Disk below;

    public BentDisk(Disk below) {
        this.below = below;
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        return below.openToRead(file);
    }

    @Override
    public DiskFile openToWrite(Path file) throws IOException {
        return below.openToWrite(file);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        below.createDirectories(directory);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        below.syncDirectory(directory);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        below.move(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        below.delete(file);
    }

    @Override
    public boolean exists(Path file) {
        return below.exists(file);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return below.list(directory);
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return below.usableBytes(directory);
    }
}
