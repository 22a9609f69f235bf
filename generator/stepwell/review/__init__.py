"""What a reviewer gets and leaves behind: the packet to sign, the record in the file, its check."""
