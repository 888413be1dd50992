"""Cities on real data that nobody here wrote: Helsinki, Madrid, Lille. The files stay outside, where REAL_DATA says."""

from control_plane.real.provisioning import FilesMissing, RealCity, provision_real

__all__ = ["FilesMissing", "RealCity", "provision_real"]
