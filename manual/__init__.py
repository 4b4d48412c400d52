"""What the manual needs besides its text: pages out of the code's own documents, diagrams."""
