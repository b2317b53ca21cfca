global using Huitang.Downloads.Contracts;
global using Huitang.Downloads.Data;
global using Huitang.Downloads.Domain;
global using Huitang.Identity.Contracts;
global using Huitang.Kernel;
global using Microsoft.EntityFrameworkCore;
global using Huitang.Downloads.Files;
